/** A request that is answered with this HTTP status and this message, in Cloudinary's words. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Refusal'
    this.status = status
  }
}

/** The refusal of what Cloudinary may know and the stand-in does not: it passes over nothing that it is asked. */
export function notKnown(what: string, status = 400): Refusal {
  return new Refusal(status, `${what} is not known to the stand-in`)
}
