/** One thing that is wrong with a configuration. */
export interface ConfigFault {
  /** Such as `SETTLE_SECONDS` or `rules[2].type`. */
  readonly name: string
  readonly expected: string
  readonly found: string
  /** A line that would be right. */
  readonly example?: string
  /** Where it is in what a file exports. */
  readonly path?: readonly PropertyKey[]
}

/** What else there is to say of faults. */
export interface ConfigErrorOptions {
  readonly advice?: string
  /** The file that was read. */
  readonly file?: string
}

/** All faults of a configuration at once, as one message that says what was expected, what was found and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly title: string
  readonly faults: readonly ConfigFault[]
  readonly advice: string | undefined
  readonly file: string | undefined

  constructor(title: string, faults: readonly ConfigFault[], { advice, file }: ConfigErrorOptions = {}) {
    const lines = faults.map(({ name, expected, found, example }) =>
      [
        `  ${name}`,
        `    expected ${expected}`,
        `    found    ${found}`,
        ...(example === undefined ? [] : [`    example  ${name}=${example}`]),
      ].join('\n'),
    )
    super([`${title}:`, ...lines, ...(advice === undefined ? [] : [advice])].join('\n'))
    this.title = title
    this.faults = faults
    this.advice = advice
    this.file = file
  }

  /** The same, with the line of each fault in the file, as far as `lineOf` can tell. */
  onLines(lineOf: (path: readonly PropertyKey[]) => number | undefined): ConfigError {
    return this.#withEach((fault) => {
      const line = fault.path && lineOf(fault.path)
      return line === undefined ? fault : { ...fault, name: `${fault.name} (line ${line})` }
    })
  }

  /** The same, with where each value was read from, as far as `originOf` can tell. */
  from(originOf: (name: string) => string | undefined): ConfigError {
    return this.#withEach((fault) => {
      const origin = originOf(fault.name)
      return origin === undefined ? fault : { ...fault, found: `${fault.found}, ${origin}` }
    })
  }

  #withEach(change: (fault: ConfigFault) => ConfigFault): ConfigError {
    const { advice, file } = this
    return new ConfigError(this.title, this.faults.map(change), {
      ...(advice !== undefined && { advice }),
      ...(file !== undefined && { file }),
    })
  }
}
