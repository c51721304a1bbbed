import type { Readable } from 'node:stream'
import { Refusal } from '../refusal.ts'

/** What the account reaches of the world: buckets, and servers of the web. */
export interface Reach {
  /** Opens what an s3:// URL names, or refuses in Cloudinary's words. */
  open(url: string, signal: AbortSignal): Promise<Readable>
  /** Whether a web address can be reached at all. */
  reaches(url: string): boolean
  close(): void
}

/** An account outside, as Cloudinary's are: it reaches neither a bucket nor a server of this machine. */
export const outsideReach: Reach = {
  async open(url) {
    throw new Refusal(400, `Error in loading ${url} - Access Denied`)
  },
  reaches: (url) => !/^(?:127\.|\[::1\]$|(?:.+\.)?localhost$)/i.test(URL.parse(url)?.hostname ?? ''),
  close() {},
}
