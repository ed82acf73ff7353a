import type { VolumeReply } from '../../daemon/api.ts'
import type { Value } from '../format/template/value.ts'
import { type StructShape, typed } from '../format/typed.ts'

/** moby, api/types/volume, Volume. */
const VOLUME: StructShape = {
  type: 'volume.Volume',
  fields: {
    ClusterVolume: '*volume.ClusterVolume',
    CreatedAt: 'string',
    Driver: 'string',
    Labels: 'map[string]string',
    Mountpoint: 'string',
    Name: 'string',
    Options: 'map[string]string',
    Scope: 'string',
    Status: 'map[string]any',
    UsageData: '*volume.UsageData',
  },
}

/** What templates see of a volume. */
export const volumeValue = (volume: VolumeReply): Value => typed(volume, VOLUME)
