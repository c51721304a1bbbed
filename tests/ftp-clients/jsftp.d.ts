/** What is used of jsftp, which brings no types of its own. */
declare module 'jsftp' {
  import type { Socket } from 'node:net'

  type Done<Result> = (error: Error | null | undefined, result: Result) => void

  export default class JSFtp {
    constructor(options: { host: string; port: number; user: string; pass: string })
    on(event: 'error', listener: (error: Error) => void): this
    ls(path: string, done: Done<readonly { readonly name: string }[]>): void
    list(path: string, done: Done<string>): void
    get(path: string, done: Done<Socket>): void
    put(content: Buffer, path: string, done: Done<undefined>): void
    rename(from: string, to: string, done: Done<unknown>): void
    raw(command: string, argument: string, done: Done<unknown>): void
    destroy(): void
  }
}
