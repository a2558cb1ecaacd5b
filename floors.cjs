// base < pack < kit < capabilities < app. Look down, never up; meet a neighbour at the front door.
// `capabilities` is ordered: each may use only those named before it.
const capabilities = [
  'people',
  'workflows',
  'places',
  'enterprises',
  'parcels',
  'observations',
  'returns',
  'releases',
  'indicators',
  'catalogue',
  'evaluations',
  'alerts',
  'chains',
  'land',
  'needs',
  'map',
  'projects',
  'policies',
  'funds',
  'innovation',
  'supervision',
  'operation',
  'reports',
  'portal',
]

const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } })
const frontDoors = [
  '^src/capabilities/$1/',
  '^src/capabilities/[^/]+/(contract\\.ts|server/service\\.ts|web/parts\\.tsx)$',
]
// Tests, and what several of them share.
const tests = '(\\.test|/testing[a-z-]*)\\.tsx?$'

const rules = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    forbid('base-looks-at-nothing', '^src/base/', '^src/(?!base/)'),
    forbid('pack-looks-at-base', '^src/pack/', '^src/(?!base/|pack/)'),
    {
      name: 'kit-knows-no-capability',
      severity: 'error',
      from: { path: '^src/kit/', pathNot: tests },
      to: { path: '^src/(capabilities|app)/' },
    },
    forbid('nothing-imports-app', '^src/(?!app/)', '^src/app/'),
    {
      name: 'neighbours-by-their-front-door',
      severity: 'error',
      from: { path: '^src/capabilities/([^/]+)/', pathNot: tests },
      to: { path: '^src/capabilities/[^/]+/', pathNot: frontDoors },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '/rules(\\.ts$|/)', pathNot: tests },
      to: {
        path: '^src/|^(node:)?(fs|path|http|crypto|os|child_process)',
        pathNot: ['^src/base/', '^src/pack/', '/contract(\\.ts$|/)', '/rules(\\.ts$|/)'],
        dependencyTypesNot: ['type-only'],
      },
    },
    ...capabilities
      .slice(0, -1)
      .map((name, i) =>
        forbid(
          `${name}-stands-below`,
          `^src/capabilities/${name}/`,
          `^src/capabilities/(${capabilities.slice(i + 1).join('|')})/`,
        ),
      ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

// The order, for those who read it; hidden from dependency-cruiser, which knows no such key.
Object.defineProperty(rules, 'capabilities', { value: capabilities, enumerable: false })
module.exports = rules
