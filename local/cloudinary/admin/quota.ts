const hourMs = 3_600_000
const usualLimit = 2000

/** What the Admin API says of its hourly limit. */
export interface QuotaState {
  readonly limit: number
  readonly remaining: number
  readonly resetMs: number
  readonly isExceeded: boolean
}

/** Says in Cloudinary's words that a limit is used up until then. */
export function quotaMessage(limit: number, untilMs: number): string {
  const until = new Date(untilMs).toISOString().replace('T', ' ').replace(/\..*$/, '')
  return `Rate Limit Exceeded. Limit of ${limit} api operations reached. Try again on ${until} UTC`
}

/** Counts calls of the Admin API by the hour; only a limit that was asked for is enforced. */
export class AdminQuota {
  #hour = 0
  #used = 0

  use(nowMs: number, enforcedLimit: number | undefined): QuotaState {
    const hour = Math.floor(nowMs / hourMs)
    if (hour !== this.#hour) this.#used = 0
    this.#hour = hour
    this.#used += 1
    const limit = enforcedLimit ?? usualLimit
    const isExceeded = enforcedLimit !== undefined && this.#used > enforcedLimit
    return { limit, remaining: Math.max(0, limit - this.#used), resetMs: (hour + 1) * hourMs, isExceeded }
  }
}

/** Gives the headers by which an Admin answer tells of the limit. */
export function quotaHeaders({ limit, remaining, resetMs }: QuotaState): Record<string, string> {
  return {
    'X-FeatureRateLimit-Limit': String(limit),
    'X-FeatureRateLimit-Remaining': String(remaining),
    'X-FeatureRateLimit-Reset': new Date(resetMs).toUTCString(),
  }
}
