/** Encodes context as Cloudinary reads it. The SDK's own encoding leaves a backslash bare, which then escapes its neighbour. */
export function encodeContext(context: Readonly<Record<string, string>>): string {
  return Object.entries(context)
    .map(([name, value]) => `${escapeContext(name)}=${escapeContext(value)}`)
    .join('|')
}

/** Escapes a value of structured metadata, where quotes mean something too. */
export function escapeValue(text: string): string {
  return text.replace(/[\\=|"]/g, '\\$&')
}

function escapeContext(text: string): string {
  return text.replace(/[\\=|]/g, '\\$&')
}
