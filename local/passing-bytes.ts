/** V8 itself waits for 32 MB and more. */
const BYTES_MAX = 8 * 2 ** 20

let bytesSince = 0

/**
 * Notes bytes that pass through this process. Their buffers are garbage at once, and what has once been in use for garbage stays with the
 * process: so it is collected before it is much. Without `--expose-gc`, which `npm start` gives to Node, nothing is done.
 */
export function notePassing(bytes: number): void {
  bytesSince += bytes
  if (bytesSince < BYTES_MAX) return
  bytesSince = 0
  globalThis.gc?.({ type: 'minor', execution: 'sync' })
}
