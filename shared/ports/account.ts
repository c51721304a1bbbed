/** What a CLOUDINARY_URL says. */
export interface CloudinaryAccount {
  readonly cloudName: string
  readonly apiKey: string
  readonly apiSecret: string
  /** Where the API is, if not at Cloudinary. */
  readonly uploadPrefix: string | undefined
}

/** Where the account's credentials come from. */
export interface AccountSource {
  account(): Promise<CloudinaryAccount>
  /** Says that Cloudinary has refused them: they are read again next time. */
  forget(): void
}

/** An account that stays the same. */
export function fixedAccount(account: CloudinaryAccount): AccountSource {
  return { account: async () => account, forget() {} }
}

/** Where text is no account: why, without a word of the text. */
export interface AccountFault {
  readonly fault: string
}

const FORM = 'cloudinary://API_KEY:API_SECRET@CLOUD_NAME'
/** What Cloudinary's console and manuals show in the place of names and secrets. */
const PLACEHOLDER = /^(?:<.*>|\*+|(?:your[_-]?)?(?:api[_-]?key|api[_-]?secret|cloud[_-]?name))$/i

/**
 * Reads cloudinary://KEY:SECRET@CLOUD, optionally with ?upload_prefix=ORIGIN, also as it is copied: as a line of an environment,
 * `CLOUDINARY_URL=...`, and in quotes.
 */
export function readCloudinaryUrl(text: string): CloudinaryAccount | AccountFault {
  const bare = /^(?:export\s+)?(?:CLOUDINARY_URL\s*=\s*)?(["']?)(.*)\1$/s.exec(text.trim())?.[2] ?? ''
  const url = URL.parse(bare.trim())
  if (url?.protocol !== 'cloudinary:') return { fault: `no API environment variable (${FORM})` }
  const [cloudName, apiKey, apiSecret] = [url.hostname, url.username, url.password].map(decode)
  if (!cloudName || !apiKey || !apiSecret) return { fault: `no API environment variable (${FORM})` }
  if ([cloudName, apiKey, apiSecret].some((part) => PLACEHOLDER.test(part)))
    return {
      fault: `placeholders in the place of key, secret or cloud name (${FORM}): the console shows them when asked`,
    }
  return { cloudName, apiKey, apiSecret, uploadPrefix: url.searchParams.get('upload_prefix') ?? undefined }
}

/** As `readCloudinaryUrl`; undefined for anything else. */
export function parseCloudinaryUrl(text: string): CloudinaryAccount | undefined {
  const read = readCloudinaryUrl(text)
  return 'fault' in read ? undefined : read
}

/** Undefined for a percent sign that begins no escape: a secret that has one is to be written with %25. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
