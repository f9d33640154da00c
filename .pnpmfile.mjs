/** openapi-typescript writes with the compiler's JavaScript API, which TypeScript 7 does not have yet: it gets one of its own. */
const readPackage = (manifest) => {
  if (manifest.name === 'openapi-typescript') {
    manifest.dependencies = { ...manifest.dependencies, typescript: '5.9.3' }
    delete manifest.peerDependencies?.typescript
  }
  return manifest
}

export const hooks = { readPackage }
