import type { Description } from './object-headers.ts'
import type { ChecksumAlgorithm, Details, Piece } from './storage.ts'

/** A part of an upload: its bytes, and the sums of them. */
export interface Part {
  readonly piece: Piece
  readonly md5: string
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined
}

/** An upload in parts that has not been completed. */
export interface Upload {
  readonly bucket: string
  readonly key: string
  readonly description: Description
  readonly details: Details
  readonly parts: Map<number, Part>
}

/** Uploads in parts. Those that were not completed do not outlive the process. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>()

  begin(uploadId: string, upload: Omit<Upload, 'parts'>): void {
    this.#uploads.set(uploadId, { ...upload, parts: new Map() })
  }

  find(uploadId: string): Upload | undefined {
    return this.#uploads.get(uploadId)
  }

  /** Forgets an upload, and gives the pieces that it still has. */
  end(uploadId: string): Piece[] {
    const parts = [...(this.#uploads.get(uploadId)?.parts.values() ?? [])]
    this.#uploads.delete(uploadId)
    return parts.map(({ piece }) => piece)
  }
}
