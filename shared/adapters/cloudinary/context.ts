/** Encodes context as Cloudinary reads it. The SDK's own encoding leaves a backslash bare, which then escapes its neighbour. */
export function encodeContext(context: Readonly<Record<string, string>>): string {
  return Object.entries(context)
    .map(([name, value]) => `${escapeContext(name)}=${escapeContext(value)}`)
    .join('|')
}

function escapeContext(text: string): string {
  return text.replace(/[\\=|]/g, '\\$&')
}
