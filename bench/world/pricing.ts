/** What was asked of AWS. Storage, what leaves AWS, and S3's own PUTs are not in it. */
export interface Usage {
  /** HEADs, and GETs by which Cloudinary pulls. */
  readonly s3Requests: number
  readonly sqsRequests: number
  readonly invocations: number
  readonly gigabyteSeconds: number
  readonly readUnits: number
  /** With those of the indexes. */
  readonly writeUnits: number
  readonly logGigabytes: number
}

/** US dollars for each, in us-east-1 as of 2025, functions on arm64 and the table on demand. Source: AWS's price lists. */
export const PRICES: Readonly<Record<keyof Usage, number>> = {
  s3Requests: 0.4e-6,
  sqsRequests: 0.4e-6,
  invocations: 0.2e-6,
  gigabyteSeconds: 13.3334e-6,
  readUnits: 0.125e-6,
  writeUnits: 0.625e-6,
  logGigabytes: 0.5,
}

/** What each part of a usage costs, in US dollars, and all of them together. */
export function priced(usage: Usage): {
  readonly parts: Readonly<Record<keyof Usage, number>>
  readonly dollars: number
} {
  const names = Object.keys(PRICES).filter((name): name is keyof Usage => name in usage)
  const costs = names.map((name) => [name, usage[name] * PRICES[name]] as const)
  const parts = { ...PRICES, ...Object.fromEntries(costs) }
  return { parts, dollars: costs.reduce((sum, [, dollars]) => sum + dollars, 0) }
}

/** A usage by as many times. */
export function times(usage: Usage, factor: number): Usage {
  const { s3Requests, sqsRequests, invocations, gigabyteSeconds, readUnits, writeUnits, logGigabytes } = usage
  return {
    s3Requests: s3Requests * factor,
    sqsRequests: sqsRequests * factor,
    invocations: invocations * factor,
    gigabyteSeconds: gigabyteSeconds * factor,
    readUnits: readUnits * factor,
    writeUnits: writeUnits * factor,
    logGigabytes: logGigabytes * factor,
  }
}
