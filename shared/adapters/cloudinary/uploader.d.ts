/** The part of the SDK that uploads. What else there is takes as much again to load, and has no types of its own here. */
declare module 'cloudinary/lib/v2/uploader.js' {
  import type { v2 } from 'cloudinary'

  const uploader: typeof v2.uploader
  export default uploader
}
