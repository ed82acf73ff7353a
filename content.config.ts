import { defineCollection } from 'astro:content'
import { docsLoader, i18nLoader } from '@astrojs/starlight/loaders'
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema'
import { z } from 'astro/zod'
import { type StringKey, stringKeys } from './components/strings.ts'
import { withReference } from './content/reference/loader.ts'

const ours = Object.fromEntries(stringKeys.map((key) => [key, z.string()])) as Record<StringKey, z.ZodString>

export const collections = {
  docs: defineCollection({
    loader: withReference(docsLoader()),
    schema: docsSchema({
      /** `sandbox: false` in a page's frontmatter leaves its terminal out. */
      extend: z.object({ sandbox: z.boolean().default(true) }),
    }),
  }),
  i18n: defineCollection({
    loader: i18nLoader(),
    schema: i18nSchema({ extend: z.object(ours) }),
  }),
}
