/** So long that only a hang reaches it, on however slow a machine. */
const WITHIN_MS = 300_000
/** After a wait in vain the run is red anyway: what is waited for in vain next shall not take it an hour. */
const WITHIN_AFTER_FAILURE_MS = 30_000
const AGAIN_MS_LEAST = 25
/** Who has waited for seconds can wait for one more: to ask costs what is waited for its processor, too. */
const AGAIN_MS_MAX = 1000

let hasFailed = false
let boundMs = WITHIN_MS

/** Bounds all waits that name no bound of their own: where a defect is planted, waiting in vain is what is expected. */
export function boundWaits(withinMs: number): void {
  boundMs = withinMs
}

/**
 * Asks again and again until nothing is thrown, and resolves with the answer. When time is up, throws an error that says what was
 * awaited and what was there instead.
 */
export async function eventually<Value>(
  what: string,
  ask: () => Value | Promise<Value>,
  withinMs = boundMs,
): Promise<Value> {
  const startMs = performance.now()
  const limitMs = hasFailed ? Math.min(withinMs, WITHIN_AFTER_FAILURE_MS) : withinMs
  for (let againMs = AGAIN_MS_LEAST; ; againMs = Math.min(AGAIN_MS_MAX, againMs * 1.3)) {
    const leftMs = limitMs - (performance.now() - startMs)
    const answer = await within(leftMs, ask)
    if (answer.isThere) return answer.value
    if (performance.now() - startMs + againMs > limitMs) {
      hasFailed ||= withinMs === boundMs
      const waited = `waited ${Math.round(limitMs / 1000)} s for ${what}`
      throw new Error(`${waited}; in the end: ${messageOf(answer.thrown)}`, { cause: answer.thrown })
    }
    await new Promise((resolve) => setTimeout(resolve, againMs))
  }
}

type Answer<Value> = { readonly isThere: true; readonly value: Value } | { readonly isThere: false; thrown: unknown }

/** An answer that never comes is as good as none. */
async function within<Value>(limitMs: number, ask: () => Value | Promise<Value>): Promise<Answer<Value>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Answer<Value>>((resolve) => {
    timer = setTimeout(() => resolve({ isThere: false, thrown: new Error('no answer') }), limitMs)
  })
  try {
    return await Promise.race([late, answerOf(ask)])
  } finally {
    clearTimeout(timer)
  }
}

async function answerOf<Value>(ask: () => Value | Promise<Value>): Promise<Answer<Value>> {
  try {
    return { isThere: true, value: await ask() }
  } catch (thrown) {
    return { isThere: false, thrown }
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
