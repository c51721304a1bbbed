import { z } from 'zod'

/** The operations of the Upload API that the stand-in knows. */
export const uploadOperations = ['upload', 'destroy', 'rename', 'explicit', 'tags', 'context', 'metadata'] as const
export type UploadOperation = (typeof uploadOperations)[number]

/** What the stand-in tells apart when it fails or counts. */
export const operationSchema = z.enum([...uploadOperations, 'admin'])
export type Operation = z.infer<typeof operationSchema>
