const { readFileSync } = require('node:fs')

/** The AWS SDK's descriptions of what each operation takes and answers. */
const SCHEMAS = /client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/

/**
 * Writes `{ [_hH]: 1 }` of the SDK as `{ "httpHeader": 1 }`, which says the same. To the bundler a computed name may do anything, so that it
 * keeps the description of every operation of S3; of the others it drops what nobody uses.
 */
const plainNames = {
  name: 'plain-names',
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const names = new Map(
        [...text.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]),
      )
      const contents = text.replace(/\[(_\w+)\]:/g, (found, name) => (names.has(name) ? `${names.get(name)}:` : found))
      return { contents, loader: 'js' }
    })
  },
}

// What serverless.yml names for serverless-esbuild.
module.exports = [plainNames]
