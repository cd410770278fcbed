import { type BackingService, toldBy } from "./service.ts";

const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];

export const s3: BackingService = {
  name: "s3",
  packages: {
    npm: ["@aws-sdk/client-s3", "minio", "multer-s3"],
    pypi: ["django-storages", "minio", "s3fs"],
    go: ["github.com/aws/aws-sdk-go-v2/service/s3", "github.com/minio/minio-go"],
    packagist: ["league/flysystem-aws-s3-v3"],
    maven: ["aws-java-sdk-s3", "software.amazon.awssdk:s3"],
    hex: ["ex_aws_s3"],
    gem: ["aws-sdk-s3"],
  },
  images: ["minio"],
  ...toldBy(
    ["S3_BUCKET", ...keys],
    ["AWS_BUCKET", ...keys],
    ["AWS_S3_BUCKET", ...keys],
    ["AWS_STORAGE_BUCKET_NAME", ...keys],
  ),
};
