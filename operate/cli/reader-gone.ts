/** As shells have it for a program whose output is no longer read: 128 and the number of SIGPIPE. */
const READER_GONE = 141
let isWatched = false

/** Ends this process without a word as soon as nobody reads its output any longer, as `head` does when it has seen enough. */
export function endWithoutReader(): void {
  if (isWatched) return
  isWatched = true
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(READER_GONE)
  })
}
