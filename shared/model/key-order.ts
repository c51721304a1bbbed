/** Orders keys as S3 and DynamoDB do: by their UTF-8 bytes. JavaScript compares UTF-16, which differs above U+FFFF. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
