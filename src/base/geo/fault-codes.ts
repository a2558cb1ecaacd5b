/** What can be wrong with a shape by itself. */
export const faultCodes = [
  'not_a_number',
  'too_many_vertices',
  'outside_country',
  'too_few_points',
  'not_closed',
  'spike',
  'zero_area',
  'self_crossing',
  'self_touching',
  'rings_cross',
  'hole_outside',
  'hole_in_hole',
  'pieces_overlap',
  'too_tangled',
  'not_valid',
] as const
export type FaultCode = (typeof faultCodes)[number]
