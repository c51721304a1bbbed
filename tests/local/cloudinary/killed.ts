import { start } from './support.ts'

// A stand-in in a process of its own, so that a test can kill it.
const { origin } = await start({ dataDirectory: process.argv[2] ?? '' })
process.stdout.write(`${origin}\n`)
