const { adviceForNode } = require('../shared/config/node-version.cjs')

// What serverless.yml names. An older Node cannot read plugin.ts; the framework shows errors of this name without a stack.
const advice = adviceForNode()
if (advice !== undefined) throw Object.assign(new Error(advice), { name: 'ServerlessError', code: 'OLD_NODE' })

// The framework prints help and errors by itself.
require('./cli/reader-gone.ts').endWithoutReader()

module.exports = require('./plugin.ts')
