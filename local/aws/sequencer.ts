/**
 * Numbers events as S3 does: upper-case hexadecimal, later ones greater in every way of comparing. They follow the
 * time, so that those of a new process are greater than those of the one before.
 */
export function createSequencer(nowMs: () => number): () => string {
  let last = 0n
  return () => {
    const milliseconds = BigInt(nowMs())
    const seconds = milliseconds / 1000n
    const fraction = ((milliseconds % 1000n) << 32n) / 1000n
    const timed = (seconds << 32n) | fraction
    last = timed > last ? timed : last + 1n
    return last.toString(16).toUpperCase().padStart(18, '0')
  }
}
