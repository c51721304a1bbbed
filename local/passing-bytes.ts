/** V8 itself waits for 32 MB and more. */
const YOUNG_BYTES_MAX = 8 * 2 ** 20
/** Of what was on its way at that time some has grown old, and is collected with the whole heap only: that takes 50 ms. */
const OLD_BYTES_MAX = 128 * 2 ** 20

let youngBytes = 0
let oldBytes = 0

/**
 * Notes bytes that pass through this process. Their buffers are garbage at once, and what has once been in use for garbage stays with the
 * process: so it is collected before it is much. Without `--expose-gc`, which `npm start` gives to Node, nothing is done.
 */
export function notePassing(bytes: number): void {
  youngBytes += bytes
  if (youngBytes < YOUNG_BYTES_MAX) return
  oldBytes += youngBytes
  youngBytes = 0
  const isOld = oldBytes >= OLD_BYTES_MAX
  if (isOld) oldBytes = 0
  globalThis.gc?.({ type: isOld ? 'major' : 'minor', execution: 'sync' })
}
