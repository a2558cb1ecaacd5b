import { faultCodes } from '../geo/fault-codes.ts'
import type { Sentences } from './sentence.ts'

/** What can be wrong with a file of shapes as a whole, and what was understood of it. */
const ofFiles: Sentences = {
  'geo.unsupported_file': { zh: '不支持的文件（{found}）', en: 'A file of this kind is not read ({found})' },
  'geo.too_many_features': { zh: '图形多于 {expected} 个', en: 'More than {expected} shapes' },
  'geo.too_many_vertices_in_file': { zh: '界址点多于 {expected} 个', en: 'More than {expected} corner points' },
  'geo.truncated': {
    zh: '文件不完整：应为 {expected}，实为 {found}',
    en: 'The file is cut off: {expected} expected, {found} there',
  },
  'geo.broken_part': { zh: '内容已损坏，无法读取', en: 'This part is damaged and cannot be read' },
  'geo.broken_json': { zh: '此处不是有效的 JSON', en: 'This is no valid JSON' },
  'geo.part_too_large': {
    zh: '这一部分过大（上限 {expected} 字节）',
    en: 'This part is too large (at most {expected} bytes)',
  },
  'geo.parts_differ': {
    zh: '图形与属性条数不一致（{found}，{expected}）',
    en: 'Shapes and attributes differ in number ({found}, {expected})',
  },
  'geo.path_in_archive': {
    zh: '压缩包内有指向外部的路径“{found}”',
    en: 'The archive names a path outside itself, “{found}”',
  },
  'geo.missing_part': { zh: '压缩包缺少 {expected}', en: 'The archive lacks {expected}' },
  'geo.several_layers': { zh: '压缩包内有多个图层：{found}', en: 'The archive holds several layers: {found}' },
  'geo.encoding_contradicts': {
    zh: '属性不是声明的编码 {found}',
    en: 'The attributes are not written in {found}, as declared',
  },
  'geo.too_deep': { zh: '嵌套层数过多', en: 'Nested too deep' },
  'geo.member_twice': { zh: '同一成员出现两次', en: 'The same member stands there twice' },
  'geo.not_geojson': { zh: '不是 GeoJSON 要素（{found}）', en: 'Not GeoJSON features ({found})' },
  'geo.no_heads': {
    zh: '没有找到表头 {expected}；找到：{found}',
    en: 'The heads {expected} are not there; found: {found}',
  },
  'geo.no_code_column': {
    zh: '不知哪一列是宗地编号；各列：{found}',
    en: 'No column is known to hold the parcel code; columns: {found}',
  },
  'geo.no_ground_in_file': { zh: '文件中没有图形', en: 'There is no shape in the file' },
  'geo.mixed_crs': {
    zh: '同一文件中混用坐标系：此处 {found}，前面 {expected}',
    en: 'Two reference systems in one file: {found} here, {expected} before',
  },
  'geo.unknown_numbers': {
    zh: '坐标数值不像本国的经纬度或高斯－克吕格坐标',
    en: 'The numbers are neither degrees nor zone coordinates of the country',
  },
  'geo.unknown_crs': {
    zh: '不认识坐标系“{found}”（可用：{expected}）',
    en: 'The reference system “{found}” is not read (these are: {expected})',
  },
  'geo.answer_contradicts': {
    zh: '所选坐标系与坐标数值（{found}）不符',
    en: 'The reference system chosen does not fit the numbers ({found})',
  },
  'geo.ask_zone': {
    zh: '坐标不带带号，文件也未说明分带',
    en: 'The eastings bear no zone, and the file does not say which',
  },
  'geo.ask_order': { zh: '看不出哪一列是北向坐标', en: 'Which of the numbers points north cannot be seen' },
  'geo.ask_contradiction': {
    zh: '声明的坐标系与坐标数值（{found}）不符',
    en: 'The reference system declared does not fit the numbers ({found})',
  },
  'geo.prj_unreadable': { zh: '.prj 无法读取', en: 'The .prj cannot be read' },
  'geo.prj_unknown_datum': { zh: '不认识基准“{found}”', en: 'The datum “{found}” is not read' },
  'geo.prj_old_datum': { zh: '“{found}”是旧基准', en: '“{found}” is a datum of former times' },
  'geo.prj_unknown_projection': {
    zh: '投影不是本国的高斯－克吕格分带（{found}）',
    en: 'The projection is no Gauss–Krüger zone of the country ({found})',
  },
  'geo.prj_contradicts_itself': { zh: '.prj 自相矛盾（{found}）', en: 'The .prj contradicts itself ({found})' },
}

/** What was understood, for the person to agree with. */
const notes: Sentences = {
  'geo.no_prj': { zh: '没有 .prj，按坐标数值识别', en: 'There is no .prj; the numbers themselves were looked at' },
  'geo.overruled': {
    zh: '文件声明 {found}，按您选的 {expected} 读取',
    en: 'The file declares {found}; it is read as {expected}, as you chose',
  },
  'geo.taken_as_degrees': {
    zh: '按经纬度读取（CGCS2000；与 WGS 84 相差不到厘米）。若来自网络地图，请选 GCJ-02',
    en: 'Read as degrees (CGCS2000; WGS 84 is the same within centimetres). If they come from a web map, choose GCJ-02',
  },
  'geo.recognised': { zh: '按坐标数值识别为 {found}', en: 'Recognised from the numbers as {found}' },
  'geo.wgs84_is_cgcs2000': {
    zh: 'WGS 84 视同 CGCS2000，相差在厘米以内',
    en: 'WGS 84 is taken for CGCS2000: both agree within centimetres',
  },
  'geo.approximate': {
    zh: 'GCJ-02 只能近似还原：图形标为近似，不量算面积',
    en: 'GCJ-02 can be taken back only approximately: shapes are marked so and not measured',
  },
  'geo.north_first': { zh: '第一个坐标为北向（X 向北）', en: 'The first number points north (X to the north)' },
  'geo.closed_by_us': {
    zh: '{found} 个界址圈首尾未重复，已首尾相连',
    en: '{found} rings of corner points were closed from the last to the first',
  },
  'geo.far_away': {
    zh: '有 {found} 个图形距本地区中心超过 {expected}',
    en: '{found} shapes lie more than {expected} from the middle of the region',
  },
  'geo.uncompared': {
    zh: '有 {found} 对图形过大或过多，未能比较重叠',
    en: '{found} pairs of shapes were too large or too many to be compared',
  },
}

/** What can be wrong with one shape. */
const ofShapes: Sentences = {
  'geo.no_shape': { zh: '没有图形', en: 'There is no shape' },
  'geo.not_ground': { zh: '不是面（{found}）', en: 'Not an area ({found})' },
  'geo.not_a_number': { zh: '坐标不是数字', en: 'A coordinate is no number' },
  'geo.not_a_coordinate': {
    zh: '“{found}”不是坐标（例：{expected}）',
    en: '“{found}” is no coordinate (such as {expected})',
  },
  'geo.too_many_vertices': { zh: '界址点过多（{found}）', en: 'Too many corner points ({found})' },
  'geo.too_many_rings': { zh: '界址圈过多（{found}）', en: 'Too many rings ({found})' },
  'geo.rows_scattered': {
    zh: '“{found}”的界址点分散在不相连的行',
    en: 'The corner points of “{found}” stand apart from each other',
  },
  'geo.ring_runs_wrong': {
    zh: '第 {found} 圈的方向与位置矛盾，分不清是地还是洞',
    en: 'Ring {found} runs like ground where it lies like a hole, or the other way about',
  },
  'geo.beyond_zone': {
    zh: '位于 {found}，超出 {expected} 的带',
    en: 'It lies at {found}, beyond the zone of {expected}',
  },
  'geo.sliver_piece': {
    zh: '第 {found} 块是不足一分米宽的狭条',
    en: 'Piece {found} is a strip less than a decimetre wide',
  },
  'geo.overlap': { zh: '与 {found} 重叠 {expected}', en: 'It shares {expected} with {found}' },
  'geo.duplicate': { zh: '与 {found} 是同一块地（{expected}）', en: 'It is the same ground as {found} ({expected})' },
  'geo.sliver': { zh: '与 {found} 有细缝重叠 {expected}', en: 'It shares a thin strip of {expected} with {found}' },
  'geo.area_differs': {
    zh: '量算 {found}，登记 {expected}，相差超过 5 %',
    en: 'Measured {found}, register {expected}: more than 5 % apart',
  },
  'geo.fault.not_a_number': { zh: '坐标不是数字（{expected}）', en: 'A coordinate is no number ({expected})' },
  'geo.fault.too_many_vertices': { zh: '界址点过多', en: 'Too many corner points' },
  'geo.fault.outside_country': {
    zh: '点 {found} 不在本国范围（{expected}）',
    en: 'The point {found} is not in the country ({expected})',
  },
  'geo.fault.too_few_points': {
    zh: '界址圈不足 4 点（首点末点重复计）（{expected}）',
    en: 'A ring of fewer than 4 points, the first counted again as the last ({expected})',
  },
  'geo.fault.not_closed': {
    zh: '界址圈未闭合，断在 {found}（{expected}）',
    en: 'The ring is not closed; it ends at {found} ({expected})',
  },
  'geo.fault.spike': {
    zh: '在 {found} 有折返的尖刺（{expected}）',
    en: 'A spike out and home at {found} ({expected})',
  },
  'geo.fault.zero_area': { zh: '面积为零，在 {found}（{expected}）', en: 'No area at {found} ({expected})' },
  'geo.fault.self_crossing': {
    zh: '边线自相交于 {found}（{expected}）',
    en: 'The ring crosses itself at {found} ({expected})',
  },
  'geo.fault.self_touching': {
    zh: '边线自相接于 {found}（{expected}）',
    en: 'The ring touches itself at {found} ({expected})',
  },
  'geo.fault.rings_cross': { zh: '两圈相交于 {found}（{expected}）', en: 'Two rings cross at {found} ({expected})' },
  'geo.fault.hole_outside': {
    zh: '洞在地块之外，于 {found}（{expected}）',
    en: 'A hole lies outside its ground, at {found} ({expected})',
  },
  'geo.fault.hole_in_hole': {
    zh: '洞中有洞，于 {found}（{expected}）',
    en: 'A hole lies in a hole, at {found} ({expected})',
  },
  'geo.fault.pieces_overlap': {
    zh: '两块相重叠，于 {found}（{expected}）',
    en: 'Two pieces overlap, at {found} ({expected})',
  },
  'geo.fault.too_tangled': { zh: '边线过于纷乱，无法核对', en: 'Too tangled to be checked' },
  'geo.fault.not_valid': { zh: '地块被割断，于 {found}', en: 'The ground is cut apart, at {found}' },
}

const redraw = { zh: '请在制图软件中修正后重新导出。', en: 'Mend it in the drawing program and export it again.' }
const chooseCrs = { zh: '请在下方选择坐标系。', en: 'Choose the reference system below.' }
const exportAgain = { zh: '请重新导出后上传。', en: 'Export it again.' }
const split = { zh: '请分成几个文件。', en: 'Split it into several files.' }

/** What to do. */
const remedies: Sentences = {
  'geo.remedy.mixed_crs': { zh: '请每个文件只用一种坐标系。', en: 'Use one reference system in a file.' },
  'geo.remedy.unknown_numbers': {
    zh: '请核对坐标，或先转换到 CGCS2000。',
    en: 'Check the coordinates, or convert them to CGCS2000 first.',
  },
  'geo.remedy.unknown_crs': chooseCrs,
  'geo.remedy.answer_contradicts': chooseCrs,
  'geo.remedy.ask_zone': chooseCrs,
  'geo.remedy.ask_order': chooseCrs,
  'geo.remedy.ask_contradiction': chooseCrs,
  'geo.remedy.prj_unreadable': chooseCrs,
  'geo.remedy.prj_unknown_datum': { zh: '请先转换到 CGCS2000。', en: 'Convert it to CGCS2000 first.' },
  'geo.remedy.prj_old_datum': {
    zh: '请先用自然资源部门的参数转换到 CGCS2000。',
    en: 'Convert it to CGCS2000 first, by the parameters of the land office.',
  },
  'geo.remedy.prj_unknown_projection': {
    zh: '请先转换到 CGCS2000 三度带。',
    en: 'Convert it to a 3° zone of CGCS2000 first.',
  },
  'geo.remedy.prj_contradicts_itself': chooseCrs,
  'geo.remedy.encoding_contradicts': { zh: '请在下方选择编码。', en: 'Choose the encoding below.' },
  'geo.remedy.no_ground_in_file': exportAgain,
  'geo.remedy.no_code_column': {
    zh: '请在下方选择宗地编号所在的列。',
    en: 'Choose the column of the parcel code below.',
  },
  'geo.remedy.no_shape': redraw,
  'geo.remedy.not_ground': redraw,
  'geo.remedy.not_a_number': redraw,
  'geo.remedy.not_a_coordinate': { zh: '请改为数字。', en: 'Write a number.' },
  'geo.remedy.too_many_vertices': { zh: '请抽稀边线。', en: 'Simplify its edges.' },
  'geo.remedy.too_many_rings': redraw,
  'geo.remedy.rows_scattered': {
    zh: '请把同一宗地的界址点放在一起。',
    en: 'Put the corner points of one parcel together.',
  },
  'geo.remedy.ring_runs_wrong': redraw,
  'geo.remedy.beyond_zone': { zh: '请核对带号。', en: 'Check the zone.' },
  'geo.remedy.sliver_piece': { zh: '请删去这一狭条。', en: 'Take the strip away.' },
  'geo.remedy.overlap': { zh: '请核对两宗地的边界。', en: 'Check the border of both.' },
  'geo.remedy.duplicate': { zh: '请只保留一个。', en: 'Keep one of them.' },
  'geo.remedy.sliver': {
    zh: '不妨碍导入；多因同一边界画了两次。',
    en: 'It does not stand in the way; the border was likely drawn twice.',
  },
  'geo.remedy.area_differs': {
    zh: '不妨碍导入；请核对登记面积或图形。',
    en: 'It does not stand in the way; check the register or the shape.',
  },
  'geo.remedy.far_away': { zh: '请核对带号与坐标系。', en: 'Check the zone and the reference system.' },
  'geo.remedy.uncompared': split,
  ...Object.fromEntries(faultCodes.map((code) => [`geo.remedy.fault.${code}`, redraw])),
}

/** Every sentence about shapes and the files they come in. */
export const geoSentences: Sentences = { ...ofFiles, ...notes, ...ofShapes, ...remedies }
