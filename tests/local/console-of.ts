import type { StackDescription } from './stack-process.ts'

type Described = Pick<StackDescription, 'console'>

/** Asks the console of a stack as its own page does. */
export async function askConsole({ console }: Described, path: string, signal?: AbortSignal): Promise<Response> {
  const { origin, hash } = new URL(console.url)
  const headers = { authorization: `Bearer ${hash.replace('#token=', '')}` }
  return fetch(`${origin}${path}`, { headers, ...(signal && { signal }) })
}

/** The next that the console of a stack tells by itself of a kind, such as `live`, as it stands in the stream. */
export async function toldByConsole(described: Described, kind: string): Promise<string> {
  const ended = new AbortController()
  try {
    const { body } = await askConsole(described, '/api/events', ended.signal)
    let told = ''
    for await (const part of body ?? []) {
      told += Buffer.from(part).toString()
      const [, data] = new RegExp(`event: ${kind}\\ndata: (.*)\\n\\n`).exec(told) ?? []
      if (data !== undefined) return data
    }
    throw new Error(`the console ended its events without ${kind}`)
  } finally {
    ended.abort()
  }
}
