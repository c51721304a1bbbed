// Checks the interpreter that `npm ci` has installed: the package `node` fetches it by a script, and package-lock.json does not name it.
// Plain JavaScript, so that the Node of the machine can run it too: what is checked must not be what checks.
// Usage: node .ci/check-node.mjs [FILE [PLATFORM-ARCH]]
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { version, sha256 } = JSON.parse(readFileSync(new URL('node-binaries.json', import.meta.url), 'utf8'))
const project = fileURLToPath(new URL('..', import.meta.url))
const isWindows = process.platform === 'win32'
const [
  file = `${project}node_modules/node/bin/node${isWindows ? '.exe' : ''}`,
  name = `${process.platform}-${process.arch}`,
] = process.argv.slice(2)

/** What is wrong, and whether it is only that nobody can tell; undefined where nothing is. */
function faultOf() {
  const { devDependencies } = JSON.parse(readFileSync(`${project}package.json`, 'utf8'))
  if (devDependencies.node !== version) {
    const text = `expected the SHA-256 of Node ${devDependencies.node} in .ci/node-binaries.json, found those of ${version}; put the new ones there`
    return { text, isUnknown: false }
  }
  const found = createHash('sha256').update(readFileSync(file)).digest('hex')
  if (!Object.hasOwn(sha256, name)) {
    const unknown = `expected one of ${Object.keys(sha256).join(', ')}, found the unknown platform ${name}: compare ${file}
  with the binary of https://nodejs.org/dist/v${version}/ and put its SHA-256 into .ci/node-binaries.json. It is
  ${found}`
    return { text: unknown, isUnknown: true }
  }
  if (found === sha256[name]) return undefined
  const text = `expected the SHA-256 ${sha256[name]} for ${name}, found ${found}: ${file} is not Node ${version}.
  Do not run it. Remove node_modules, and find out where npm fetches from.`
  return { text, isUnknown: false }
}

const fault = faultOf()
if (fault === undefined) console.log(`Node ${version} for ${name} is the one that is pinned.`)
else {
  console.error(fault.text)
  // Where a person works on another platform the tests go on: it is said, and it stops only builds.
  process.exitCode = fault.isUnknown && !process.env.CI ? 0 : 1
}
