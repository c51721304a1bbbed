/**
 * The key of the empty object by which a bucket says which Cloudinary account may read it. Source: Cloudinary documentation,
 * "Upload from a private bucket".
 */
export function markerKeyOf(cloudName: string): string {
  return `.wellknown/cloudinary/${cloudName}`
}
