/** Bounds of a wait, and of a test that waits: far above what even a busy machine takes. */
export const waitMsMax = 180_000
export const testMsMax = 3 * waitMsMax
