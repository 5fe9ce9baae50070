package io.cellora.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.s3a.access.key",
        "spark.hadoop.fs.s3a.session.token",
        "spark.hadoop.fs.azure.account.key.me.dfs.core.windows.net",
        "spark.hadoop.fs.gs.auth.service.account.private.key",
        "fs.s3a.encryption.key",
        "spark.ssl.keyPassword",
        "javax.net.ssl.trustStorePasswd",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "MLFLOW_TRACKING_TOKEN",
        "DATABRICKS_TOKEN",
        "my.credentials"
      })
  void namesOfSecretsAreKnown(String name) {
    assertThat(Redaction.isSecret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.aws.credentials.provider",
        "spark.hadoop.hadoop.security.credential.provider.path",
        "spark.security.credentials.hive.enabled",
        "spark.kubernetes.authenticate.oauthTokenFile",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "spark.executor.memory",
        "train.epochs"
      })
  void namesThatOnlySoundLikeSecretsAreShown(String name) {
    assertThat(Redaction.isSecret(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Cannot read input (404): s3a://KEY:se/cr+et@bucket/a.h5ad | Cannot read input (404):"
            + " s3a://(hidden)@bucket/a.h5ad",
        "https://me:pw@host:5000 and ftp://a:b@c | https://(hidden)@host:5000 and ftp://(hidden)@c",
        "https://b/x?X-Amz-Signature=abc&a=1 | https://b/x?X-Amz-Signature=(hidden)&a=1",
        "wasbs://c@a.windows.net/x?sv=1&sig=a%2Bb | wasbs://c@a.windows.net/x?sv=1&sig=(hidden)",
        "--conf spark.hadoop.fs.s3a.secret.key=a/b+c= more | --conf"
            + " spark.hadoop.fs.s3a.secret.key=(hidden) more",
        "-Da=b -Djavax.net.ssl.keyStorePassword=x | -Da=b"
            + " -Djavax.net.ssl.keyStorePassword=(hidden)",
        "{\"fs.s3a.secret.key\": \"a b\", \"k\": \"v\"} | {\"fs.s3a.secret.key\": \"(hidden)\","
            + " \"k\": \"v\"}",
        "my.token='a b' | my.token=(hidden)"
      })
  void secretsOfAnUnknownValueAreHiddenByTheirNames(String text, String shown) {
    assertThat(Redaction.BY_NAME.text(text)).isEqualTo(shown);
    assertThat(Redaction.BY_NAME.text(shown)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://namenode:8020/atlas/a@b.h5ad",
        "abfss://container@account.dfs.core.windows.net/a",
        "s3a://bucket/a.h5ad?x=1",
        "epoch 3/40, 5/10  loss 0.31  F1 0.8",
        "fs.s3a.aws.credentials.provider=org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"
      })
  void whatIsNoSecretStays(String text) {
    assertThat(Redaction.BY_NAME.text(text)).isEqualTo(text);
  }

  @Test
  void aKnownSecretIsHiddenWhereverItStands() {
    Redaction redaction =
        Redaction.BY_NAME.hiding(
            Map.of(
                "AWS_SECRET_ACCESS_KEY", "abcdefgh",
                "OTHER_TOKEN", "abcdefgh-and-more",
                "SHORT_TOKEN", "true",
                "HOME", "/home/somebody"));

    assertThat(redaction.text("status 403, abcdefgh, abcdefgh-and-more, true, /home/somebody"))
        .isEqualTo("status 403, (hidden), (hidden), true, /home/somebody");
  }

  @Test
  void secretsOfAFileThatCannotBeParsedAreKnown() {
    String file =
        "cellora {\n  spark.conf { spark.hadoop.fs.s3a.secret.key = abcdefghij }\n"
            + "  \"my.password\" : \"two words\"\n  train.epochs : 3\n";

    assertThat(Redaction.BY_NAME.hidingSettings(file).text("unexpected abcdefghij, two words, 3"))
        .isEqualTo("unexpected (hidden), (hidden), 3");
  }
}
