import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { z } from 'zod'
import { composeSite } from '../../operate/console/compose.ts'
import { type ConsoleServer, serveConsole } from '../../operate/console/server.ts'
import type { Stage } from '../../operate/stage/stage.ts'
import { Rules } from '../../shared/rules/rules.ts'

/** One request to a console. */
export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

const saidSchema = z.object({ said: z.string() })

/** A console that is served by this process, and who asks it as a program that has its token. */
export class ConsoleClient {
  readonly server: ConsoleServer

  private constructor(server: ConsoleServer) {
    this.server = server
  }

  /** Serves the console of a deployed stage, as `sls console` does, by rules that may differ from the project's. */
  static async serve(stage: () => Promise<Stage>, allowsActions: boolean, rules = new Rules()): Promise<ConsoleClient> {
    const site = composeSite({ stage, rules, allowsActions, local: undefined })
    return new ConsoleClient(await serveConsole(async () => site, { port: 0, allowsActions }))
  }

  async ask({ method = 'GET', path, headers = {}, body }: Asked) {
    const { hostname, port } = new URL(this.server.origin)
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const authorization = `Bearer ${this.server.token}`
    // The path as it is: fetch would put it in order first.
    const sent = request({ hostname, port, method, path, headers: { authorization, ...type, ...headers } })
    sent.end(body && JSON.stringify(body))
    const [response]: IncomingMessage[] = await once(sent, 'response')
    if (!response) throw new Error('expected a response')
    return { status: Number(response.statusCode), headers: response.headers, text: await text(response) }
  }

  /** Reads what there has to be. */
  async read<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>> {
    const { status, text: found } = await this.ask({ path })
    expect(status, found).to.equal(200)
    return schema.parse(JSON.parse(found))
  }

  /** Does what has to work, and resolves with what there is to say of it. */
  async act(name: string, body: object): Promise<string> {
    const { status, text: found } = await this.ask({ method: 'POST', path: `/api/actions/${name}`, body })
    expect(status, found).to.equal(200)
    return saidSchema.parse(JSON.parse(found)).said
  }
}
