/** Where an asset lives in Cloudinary. */
export interface AssetAddress {
  readonly resourceType: 'image' | 'video' | 'raw'
  readonly type: 'upload' | 'private' | 'authenticated'
  readonly publicId: string
}

export function sameAddress(a: AssetAddress, b: AssetAddress): boolean {
  return a.publicId === b.publicId && a.resourceType === b.resourceType && a.type === b.type
}

/** An address for people; the delivery type only where it is not the usual one. */
export function spellAddress({ resourceType, type, publicId }: AssetAddress): string {
  return type === 'upload' ? `${resourceType} ${publicId}` : `${resourceType} ${type} ${publicId}`
}

/** The addresses without those that are there twice. */
export function distinctAddresses(addresses: readonly AssetAddress[]): readonly AssetAddress[] {
  return addresses.filter((one, index) => addresses.findIndex((other) => sameAddress(one, other)) === index)
}
