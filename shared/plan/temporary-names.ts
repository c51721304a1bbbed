// Names that FTP clients and editors give to files they have not finished: WinSCP .filepart, lftp .in.NAME, browsers
// .part and .crdownload, ncftp and many scripts .tmp, editors NAME~ and #NAME#, office programs ~$NAME.
const TEMPORARY = [
  /\.(filepart|part|partial|tmp|temp|crdownload|upload|writing|swp)$/i,
  /^\.in\./,
  /~$/,
  /^~\$/,
  /^#.*#$/,
]

/** True where the last segment of a key is a name under which a file is only on its way. */
export function isTemporaryName(key: string): boolean {
  const name = key.slice(key.lastIndexOf('/') + 1)
  return TEMPORARY.some((pattern) => pattern.test(name))
}
