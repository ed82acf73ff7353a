import mdx from '@astrojs/mdx'
import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import { consoleBlocks } from './components/console/plugin.ts'
import { referenceNames } from './content/reference/page.ts'
import { workerChunks } from './scripts/chunks.ts'
import { dockerReference } from './src/engine/docker/reference.ts'

/** Where the site will live: `BASE=/strata npm run build` for a project page. */
const base = process.env.BASE ?? '/'

export default defineConfig({
  site: process.env.SITE,
  base,
  srcDir: '.',
  vite: {
    worker: {
      format: 'es',
      rolldownOptions: {
        output: { codeSplitting: { groups: workerChunks(import.meta.dirname) } },
      },
    },
  },
  integrations: [
    starlight({
      title: 'Strata',
      description: 'What a container image is made of, learnt by doing it.',
      defaultLocale: 'zh',
      locales: {
        zh: { label: '简体中文', lang: 'zh-CN' },
        en: { label: 'English', lang: 'en' },
      },
      favicon: '/favicon.svg',
      sidebar: [
        {
          label: '镜像',
          translations: { en: 'Images' },
          items: ['what-is-an-image', 'layers'],
        },
        {
          label: '镜像命令',
          translations: { en: 'Image commands' },
          items: ['image-pull', 'image-list', 'image-search', 'image-remove', 'image-save-load'],
        },
        {
          label: '深入镜像',
          translations: { en: 'Inside images' },
          items: ['digests', 'platforms', 'storage'],
        },
        {
          label: '容器与内核',
          translations: { en: 'Containers and the kernel' },
          items: ['unionfs', 'copy-on-write', 'rootfs', 'containers'],
        },
        {
          label: '构建镜像',
          translations: { en: 'Building images' },
          items: ['dockerfile'],
        },
        {
          label: '主机的启动',
          translations: { en: 'How a host boots' },
          items: ['boot', 'bootfs', 'boot-repair'],
        },
        {
          label: '网络',
          translations: { en: 'Networks' },
          items: ['interfaces', 'published-port', 'listening'],
        },
        {
          label: '命令行',
          translations: { en: 'The command line' },
          items: ['keys'],
        },
        {
          label: '命令参考',
          translations: { en: 'Command reference' },
          collapsed: true,
          items: referenceNames(dockerReference()).map((name) => ({ slug: `reference/${name}` })),
        },
      ],
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
      customCss: [
        './components/style/palette.css',
        './components/style/type.css',
        './components/style/frame.css',
        './components/console/console.css',
        './components/style/reference.css',
      ],
      components: {
        Head: './components/frame/Head.astro',
        Header: './components/frame/Header.astro',
        PageSidebar: './components/frame/PageSidebar.astro',
        PageTitle: './components/frame/PageTitle.astro',
        Sidebar: './components/frame/Sidebar.astro',
        SiteTitle: './components/frame/SiteTitle.astro',
        TwoColumnContent: './components/frame/TwoColumnContent.astro',
      },
      expressiveCode: {
        themes: ['vitesse-dark', 'vitesse-light'],
        plugins: [consoleBlocks()],
        styleOverrides: { borderRadius: '0.25rem', frames: { shadowColor: 'transparent' } },
      },
      credits: false,
    }),
    mdx(),
  ],
})
