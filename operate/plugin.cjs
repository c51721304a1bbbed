const { enableCompileCache } = require('node:module')
const { join } = require('node:path')
const { adviceForNode } = require('../shared/config/node-version.cjs')

// What serverless.yml names. An older Node cannot read plugin.ts; the framework shows errors of this name without a stack.
const advice = adviceForNode()
if (advice !== undefined) throw Object.assign(new Error(advice), { name: 'ServerlessError', code: 'OLD_NODE' })

// Compiled code is kept beside what it is compiled from: a third of the time that a command took.
enableCompileCache(join(__dirname, '..', 'node_modules', '.cache', 'compile'))

// The framework prints help and errors by itself.
require('./cli/reader-gone.ts').endWithoutReader()

module.exports = require('./plugin.ts')
