import { describe, expect, it } from 'vitest'
import { crsCode } from './crs.ts'
import { readPrj } from './prj.ts'

const geographic =
  'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const projected = (more: {
  name?: string
  base?: string
  easting?: number
  meridian?: number
  scale?: number
  unit?: string
}) => {
  const {
    name = 'CGCS2000_3_Degree_GK_Zone_38',
    base = geographic,
    easting = 38_500_000,
    meridian = 114,
    scale = 1,
  } = more
  return `PROJCS["${name}",${base},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",${easting}.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${meridian}.0],PARAMETER["Scale_Factor",${scale}],PARAMETER["Latitude_Of_Origin",0.0],${more.unit ?? 'UNIT["Meter",1.0]'}]`
}
const wgs = geographic
  .replace('D_China_2000', 'D_WGS_1984')
  .replace('GCS_China_Geodetic_Coordinate_System_2000', 'GCS_WGS_1984')
  .replace('298.257222101', '298.257223563')
const old =
  'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const xian =
  'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const newer =
  'PROJCRS["CGCS2000 / 3-degree Gauss-Kruger CM 114E",BASEGEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101,LENGTHUNIT["metre",1]]]],CONVERSION["Gauss-Kruger CM 114E",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",114],PARAMETER["Scale factor at natural origin",1],PARAMETER["False easting",500000],PARAMETER["False northing",0]],CS[Cartesian,2],LENGTHUNIT["metre",1]]'

describe('the .prj of a shapefile', () => {
  it.each([
    [geographic, 'EPSG:4490'],
    [wgs, 'EPSG:4326'],
    [projected({}), 'EPSG:4526'],
    [projected({ name: 'CGCS2000_3_Degree_GK_CM_114E', easting: 500_000 }), 'EPSG:4547'],
    [projected({ name: 'CGCS2000_GK_Zone_20', easting: 20_500_000, meridian: 117 }), 'EPSG:4498'],
    [projected({ name: 'CGCS2000_GK_CM_117E', easting: 500_000, meridian: 117 }), 'EPSG:4509'],
    [projected({ name: 'CGCS2000_3_Degree_GK_CM_117E', easting: 500_000, meridian: 117 }), 'EPSG:4548'],
    [newer, 'EPSG:4547'],
  ])('%# is read', (text, code) => {
    const read = readPrj(text)
    expect('crs' in read ? crsCode(read.crs) : read).toBe(code)
  })

  it.each([
    ['nothing', '', 'unreadable'],
    ['a text', 'CGCS2000', 'unreadable'],
    ['brackets without end', 'GEOGCS["a",'.repeat(3000), 'unreadable'],
    ['Beijing 1954', projected({ base: old, name: 'Beijing_1954_3_Degree_GK_Zone_38' }), 'old_datum'],
    ["Xi'an 1980", xian, 'old_datum'],
    [
      'an unknown datum',
      geographic.replace('D_China_2000', 'D_Local').replace('GCS_China_Geodetic_Coordinate_System_2000', 'GCS_Local'),
      'unknown_datum',
    ],
    [
      'a name with another ellipsoid',
      geographic.replace('6378137.0,298.257222101', '6378245.0,298.3'),
      'contradicts_itself',
    ],
    ['a zone with the meridian of the next', projected({ meridian: 117 }), 'contradicts_itself'],
    ['a name of another zone', projected({ name: 'CGCS2000_3_Degree_GK_Zone_39' }), 'contradicts_itself'],
    [
      'UTM',
      projected({ base: wgs, scale: 0.9996, easting: 500_000, name: 'WGS_1984_UTM_Zone_50N', meridian: 117 }),
      'unknown_projection',
    ],
    [
      'web mercator',
      projected({ base: wgs }).replace('Gauss_Kruger', 'Mercator_Auxiliary_Sphere'),
      'unknown_projection',
    ],
    ['feet', projected({ unit: 'UNIT["Foot",0.3048]' }), 'unknown_projection'],
    ['a meridian of no zone', projected({ meridian: 113, easting: 500_000, name: 'local' }), 'unknown_projection'],
  ])('%s is refused with the reason', (_name, text, refusal) => {
    expect(readPrj(text)).toMatchObject({ refusal })
  })
})
