import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'

/** The arrows of the house: each room and the rooms that it may import from (besides itself). */
const arrows = {
  core: [],
  embeddings: ['core'],
  store: ['core'],
  ingest: ['core', 'embeddings', 'store'],
  retrieval: ['core', 'embeddings', 'store'],
  answer: ['core', 'embeddings', 'store', 'retrieval'],
  server: ['core', 'embeddings', 'store', 'ingest', 'retrieval', 'answer', 'main.ts'],
  cli: ['core', 'embeddings', 'store', 'ingest', 'retrieval', 'answer', 'server', 'client', 'main.ts'],
  // What other programs import: of the server it takes the shapes, as types.
  client: ['core', 'server'],
  web: [],
}
const rooms = [
  'core',
  'embeddings',
  'store',
  'ingest',
  'retrieval',
  'answer',
  'server',
  'cli',
  'client',
  'web',
  'tests',
  'bench',
]

const zones = Object.entries(arrows).map(([room, allowed]) => ({
  target: `./${room}`,
  from: [...rooms, 'main.ts']
    .filter(other => other !== room && !allowed.includes(other))
    .map(other => `./${other}`),
  message: `${room} may import from: ${allowed.join(', ') || 'nothing but itself'} (architecture: arrows)`,
}))

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'coverage/', 'embeddings/training/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: dirname(fileURLToPath(import.meta.url)) },
    },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['./tsconfig.json', './web/tsconfig.json'],
          noWarnOnMultipleProjects: true,
        }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-extraneous-dependencies': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['client/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\.\\./',
              allowTypeImports: true,
              message: 'The client runs in browsers: it takes types from the other rooms and nothing else.',
            },
          ],
        },
      ],
    },
  },
  { files: ['**/*.d.ts'], rules: { 'import-x/no-default-export': 'off' } },
  {
    files: ['web/**'],
    // Lit calls the listeners of a template with the element as `this`.
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  { files: ['cli/**', 'bench/**', 'tests/run.ts', 'web/build.ts'], rules: { 'no-console': 'off' } },
)
