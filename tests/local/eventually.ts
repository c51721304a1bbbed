/** Asks again and again until nothing is thrown; throws the last refusal when time is up. */
export async function eventually<Value>(ask: () => Promise<Value>, withinMs = 15_000): Promise<Value> {
  const endMs = Date.now() + withinMs
  for (;;) {
    try {
      return await ask()
    } catch (thrown) {
      if (Date.now() > endMs) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
