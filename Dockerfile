# syntax=docker/dockerfile:1

# One image with passmuster alone, and one with a shell beside it (--target shell). The build compiles
# the AWS SDK: it needs 8 GB of memory.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    cargo build --release --locked --bin passmuster
# The directory that a volume takes over, or that is written without one.
RUN mkdir -p /rootfs/data

# For engines that start a script: GitLab, and arithmetic on the index of an array job.
FROM gcr.io/distroless/cc-debian12:debug-nonroot AS shell
COPY --from=build /build/target/release/passmuster /usr/bin/passmuster
COPY --from=build --chown=65532:65532 /rootfs/data /data
# Fargate gives a new volume the owner of a directory only where the image declares it.
VOLUME ["/data"]
WORKDIR /data
USER 65532:65532
ENTRYPOINT ["/usr/bin/passmuster"]
LABEL org.opencontainers.image.title="passmuster" \
      org.opencontainers.image.description="Audits whether a DR region in AWS could take over; with a shell" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="0.1.0"

# cc has glibc, libgcc_s, libm and the certificates of public authorities, and no shell.
FROM gcr.io/distroless/cc-debian12:nonroot AS passmuster
COPY --from=build /build/target/release/passmuster /usr/bin/passmuster
COPY --from=build --chown=65532:65532 /rootfs/data /data
# Fargate gives a new volume the owner of a directory only where the image declares it.
VOLUME ["/data"]
WORKDIR /data
USER 65532:65532
ENTRYPOINT ["/usr/bin/passmuster"]
LABEL org.opencontainers.image.title="passmuster" \
      org.opencontainers.image.description="Audits whether a DR region in AWS could take over" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
