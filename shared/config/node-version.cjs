// Plain JavaScript, so that an older Node can load it and say what to do: it knows no TypeScript.
const { engines } = require('../../package.json')

/** What to do where this Node is older than the project needs; undefined where it is not. */
exports.adviceForNode = (version = process.versions.node) => {
  const needed = Number(/\d+/.exec(engines.node)?.[0])
  if (Number.parseInt(version, 10) >= needed) return undefined
  return `expected Node ${needed} or later, found v${version}.
Use \`npm start\` and \`npx sls\` after \`npm ci\`: they run with the Node ${needed} that the project brings.`
}
