/** The folder where the local stack keeps its data and its description. */
export function localDataFolder(texts: Readonly<Record<string, string | undefined>> = process.env): string {
  return texts.LOCAL_DATA || '.local'
}
