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

/** Parses cloudinary://KEY:SECRET@CLOUD, optionally with ?upload_prefix=ORIGIN; undefined for anything else. */
export function parseCloudinaryUrl(text: string): CloudinaryAccount | undefined {
  const url = URL.parse(text)
  if (url?.protocol !== 'cloudinary:') return undefined
  const cloudName = decode(url.hostname)
  const apiKey = decode(url.username)
  const apiSecret = decode(url.password)
  if (!cloudName || !apiKey || !apiSecret) return undefined
  return { cloudName, apiKey, apiSecret, uploadPrefix: url.searchParams.get('upload_prefix') ?? undefined }
}

/** Undefined for a percent sign that begins no escape: a secret that has one is to be written with %25. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
