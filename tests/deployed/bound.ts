/** The exit code of stories that were not all told in time, where none of them had failed. */
export const TOO_SLOW = 3
const FAILED = 1

/** Ends this process after so many seconds: what has failed by then has failed, and what has not is not known. */
export function endAfter(secondsMax: number, hasFailed: () => boolean): void {
  setTimeout(() => process.exit(hasFailed() ? FAILED : TOO_SLOW), secondsMax * 1000).unref()
}
