/** One thing that is wrong with a configuration. */
export interface ConfigFault {
  /** Such as `SETTLE_SECONDS` or `rules[2].type`. */
  readonly name: string
  readonly expected: string
  readonly found: string
  /** A line that would be right. */
  readonly example?: string
}

/** All faults of a configuration at once, as one message that says what was expected, what was found and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(title: string, faults: readonly ConfigFault[], advice?: string) {
    const lines = faults.map(({ name, expected, found, example }) =>
      [
        `  ${name}`,
        `    expected ${expected}`,
        `    found    ${found}`,
        ...(example === undefined ? [] : [`    example  ${name}=${example}`]),
      ].join('\n'),
    )
    super([`${title}:`, ...lines, ...(advice === undefined ? [] : [advice])].join('\n'))
    this.faults = faults
  }
}
