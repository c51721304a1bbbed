import { Refusal } from '../refusal.ts'

/** A condition on one field; without a field, any of the texts of an asset may meet it. */
export interface Term {
  readonly kind: 'term'
  readonly field: string | undefined
  readonly operator: ':' | '=' | '>' | '>=' | '<' | '<='
  readonly value: string
  readonly isPrefix: boolean
}

/** What a search asks for. */
export type Expression =
  | Term
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }

const termPattern = /^(?:([\w.]+)(>=|<=|[:=<>]))?(?:"((?:\\.|[^"\\])*)"|((?:\\.|[^\s()"\\:=<>])+))$/s
const tokenPattern = /\s*([()]|[-+](?=\S)|(?:[\w.]+(?:>=|<=|[:=<>]))?(?:"(?:\\.|[^"\\])*"|(?:\\.|[^\s()"\\:=<>])+))/gsy

const malformed = (text: string): Refusal => new Refusal(400, `Invalid expression - ${text}`)

function tokensOf(text: string): string[] {
  const trimmed = text.trim()
  const matches = [...trimmed.matchAll(tokenPattern)]
  if (matches.reduce((length, [whole]) => length + whole.length, 0) !== trimmed.length) throw malformed(text)
  return matches.map(([, token = '']) => token)
}

function parseTerm(token: string): Term {
  const match = termPattern.exec(token)
  if (!match) throw malformed(token)
  const [, field, operator = ':', quoted, plain = ''] = match
  const isPrefix = quoted === undefined && plain.endsWith('*')
  const value = (quoted ?? (isPrefix ? plain.slice(0, -1) : plain)).replace(/\\(.)/gs, '$1')
  if (!isOperator(operator)) throw malformed(token)
  return { kind: 'term', field, operator, value, isPrefix }
}

const isOperator = (text: string): text is Term['operator'] => [':', '=', '>', '>=', '<', '<='].includes(text)

// Lucene's grammar without its ranges and boosts: OR binds least, then AND, which may be left out, then NOT.
class Parser {
  readonly #tokens: string[]
  readonly #text: string

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  parse(): Expression {
    const expression = this.#or()
    if (this.#tokens.length > 0) throw malformed(this.#text)
    return expression
  }

  #or(): Expression {
    const of = [this.#and()]
    while (this.#take('OR')) of.push(this.#and())
    return of.length === 1 && of[0] ? of[0] : { kind: 'or', of }
  }

  #and(): Expression {
    const of = [this.#not()]
    while (this.#take('AND') || this.#goesOn()) of.push(this.#not())
    return of.length === 1 && of[0] ? of[0] : { kind: 'and', of }
  }

  #not(): Expression {
    if (this.#take('NOT') || this.#take('-')) return { kind: 'not', of: this.#not() }
    if (this.#take('+')) return this.#not()
    if (!this.#take('(')) return this.#term()
    const inner = this.#or()
    if (!this.#take(')')) throw malformed(this.#text)
    return inner
  }

  #term(): Expression {
    const token = this.#tokens.shift()
    if (token === undefined || ['AND', 'OR', 'NOT', ')'].includes(token)) throw malformed(this.#text)
    return parseTerm(token)
  }

  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false
    this.#tokens.shift()
    return true
  }

  #goesOn(): boolean {
    const [next] = this.#tokens
    return next !== undefined && next !== ')' && next !== 'OR'
  }
}

/** Reads a search expression; nothing where it is empty, which is what every asset meets. */
export function parseExpression(text: string): Expression | undefined {
  return text.trim() === '' ? undefined : new Parser(text).parse()
}
