# The operator's image: one bundle on Distroless Node, without a shell, npm or node_modules.
# Both bases stand here by digest, since a tag can be moved. Where they cannot be had, --build-arg names others.
ARG BUILD_IMAGE=docker.io/library/node:24-trixie-slim@sha256:173f125896c3b47ddf056734c7ea789d04595a6a08769a8f78e0df642781fb66
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot@sha256:fbbdda866ea71aef98c4abece17e3d61fbf820cc2ef3961522caa2478716171a

# The bundle is the same for every platform, so the builder makes it on its own.
FROM --platform=${BUILDPLATFORM:-linux} ${BUILD_IMAGE} AS build
WORKDIR /src
COPY .npmrc package.json package-lock.json ./
RUN ["npm", "ci", "--omit=dev", "--ignore-scripts"]
COPY tools ./tools
COPY src ./src
RUN ["node", "tools/build.ts"]

FROM ${RUNTIME_IMAGE}
COPY --from=build /src/dist/ /app/
COPY LICENSE /app/
# The number, so that a pod with runAsNonRoot can be sure of it.
USER 65532:65532
ENV NODE_ENV=production MALLOC_ARENA_MAX=1
EXPOSE 8080 8081
# tools/node-flags.ts says why. In a container, Node would take more than its memory for the heap.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=1", "--heap-growing-percent=20", "--initial-old-space-size=16", "--no-maglev", "--v8-pool-size=1", "--max-old-space-size-percentage=60", "/app/main.mjs"]
ARG VERSION
ARG REVISION
ARG SOURCE
LABEL org.opencontainers.image.title="secrets-store-operator" \
      org.opencontainers.image.description="Syncs Kubernetes Secrets into Cloudflare's Secrets Store" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}"
