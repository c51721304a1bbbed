/** Something that is made when it is first asked for. */
export interface Lazy<Value> {
  (): Promise<Value>
  /** True where it has been asked for, and making it has not failed. */
  isMade(): boolean
}

/** Makes something when it is first asked for; where that fails, it is made again when it is next asked for. */
export function lazily<Value>(make: () => Promise<Value>): Lazy<Value> {
  let made: Promise<Value> | undefined
  const get = () => {
    made ??= make().catch((thrown: unknown) => {
      made = undefined
      throw thrown
    })
    return made
  }
  return Object.assign(get, { isMade: () => made !== undefined })
}
