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
  if (url?.protocol !== 'cloudinary:' || !url.username || !url.password || !url.hostname) return undefined
  return {
    cloudName: decodeURIComponent(url.hostname),
    apiKey: decodeURIComponent(url.username),
    apiSecret: decodeURIComponent(url.password),
    uploadPrefix: url.searchParams.get('upload_prefix') ?? undefined,
  }
}
