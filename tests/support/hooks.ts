import { cleanUp } from './at-end.ts'

/** Mocha does this when all tests of a process are over. */
export const mochaHooks = { afterAll: cleanUp }
