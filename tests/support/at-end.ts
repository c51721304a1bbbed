const cleaners: (() => Promise<void>)[] = []

/** Has something done when all tests of this process are over. */
export function atEnd(clean: () => Promise<void>): void {
  cleaners.push(clean)
}

/** Does all of it. */
export async function cleanUp(): Promise<void> {
  for (const clean of cleaners.splice(0)) await clean()
}
