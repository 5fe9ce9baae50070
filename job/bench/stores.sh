# shellcheck shell=bash
# HDFS, an S3 server and YARN on this machine, as processes of the script that sources this file, after
# job/bench/standalone.sh (whose stop_all ends them too):
#
#   home=...; line=3.5; work=...; source job/bench/stores.sh
#   prepare_servers; start_hdfs 19000; start_s3 19001; start_yarn
#   store_put LOCAL hdfs://127.0.0.1:19000/folder; store_get s3a://cellora/folder/file LOCAL
#
# What it needs: `home` (the repository), SPARK_HOME and `line` (3.5 or 4: what of Hadoop's S3 client it works
# with), `work`. It gives: `s3_jars` (comma-separated) and `s3_options` (array) for spark-submit, `yarn_conf` (a
# HADOOP_CONF_DIR).
# The servers are of the Hadoop that Cellora's tests have, whatever the clients'.

: "${home:?}" "${line:?}" "${work:?}"
s3_options=()
s3_jars=
yarn_conf=$work/yarn-conf

# prepare_servers: compiles the servers of the test classes, fetches what they and the clients need.
prepare_servers() {
  local profile=() folder=$work/s3-jars
  [ "$line" != 4 ] || profile=(-Pspark-4)
  (cd "$home" && mvn -B -ntp -q -Dstyle.color=never -DskipTests -Dspotless.check.skip=true \
    -Dcheckstyle.skip=true package)
  (cd "$home" && mvn -B -ntp -q -Dstyle.color=never "${profile[@]}" -pl udf dependency:copy-dependencies \
    -DincludeScope=test -DoutputDirectory="$folder" \
    -DincludeGroupIds=org.apache.hadoop,com.amazonaws,software.amazon.awssdk,software.amazon.eventstream,org.reactivestreams \
    -DexcludeArtifactIds=hadoop-client-api,hadoop-client-runtime,hadoop-client-minicluster)
  s3_jars=$(printf '%s,' "$folder"/*.jar)
  s3_jars=${s3_jars%,}
  servers=$home/job/target/test-classes:$(cat "$home/job/target/launcher/test.classpath")
}

# of_tests CLASS [ARGUMENT...]: becomes a program of the test classes in $work; for subshells and the background.
of_tests() {
  local class=$1
  shift
  cd "$work" || exit
  exec "$JAVA_HOME/bin/java" -Xmx1g "@$home/job/target/launcher/java.args" \
    -cp "$servers" "io.cellora.job.cluster.$class" "$@"
}

start_hdfs() {
  of_tests HdfsServer "$work/hdfs" "$1" >"$work/hdfs.log" 2>&1 &
  log_says "$work/hdfs.log" "READY " $!
}

start_yarn() {
  of_tests YarnServer "$yarn_conf" "$1" >"$work/yarn.log" 2>&1 &
  log_says "$work/yarn.log" "READY " $!
}

# start_s3 PORT BUCKET: objects live in the server's memory.
start_s3() {
  printf '%s\n' "s3proxy.endpoint=http://127.0.0.1:$1" s3proxy.authorization=none \
    s3proxy.ignore-unknown-headers=true jclouds.provider=transient-nio2 jclouds.identity=none \
    jclouds.credential=none >"$work/s3.properties"
  "$JAVA_HOME/bin/java" -Xmx1g -jar "$home/udf/target/s3proxy/s3proxy-jar-with-dependencies.jar" \
    --properties "$work/s3.properties" >"$work/s3.log" 2>&1 &
  log_says "$work/s3.log" Started $!
  local key
  for key in "endpoint=http://127.0.0.1:$1" endpoint.region=us-east-1 path.style.access=true \
    connection.ssl.enabled=false access.key=none secret.key=none attempts.maximum=2 \
    aws.credentials.provider=org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider; do
    s3_options+=(--conf "spark.hadoop.fs.s3a.$key")
  done
  python3 - "http://127.0.0.1:$1/$2" <<'PYTHON'
import sys, urllib.request
urllib.request.urlopen(urllib.request.Request(sys.argv[1], method="PUT"))
PYTHON
}

# store_shell ARGUMENT...: hadoop fs, by the client of the Spark distribution.
store_shell() {
  local option conf=$work/store-conf
  mkdir -p "$conf"
  {
    echo '<configuration>'
    for option in "${s3_options[@]}"; do
      [ "$option" = --conf ] || sed -E 's,spark.hadoop.([^=]*)=(.*),<property><name>\1</name><value>\2</value></property>,' \
        <<<"$option"
    done
    echo '</configuration>'
  } >"$conf/core-site.xml"
  "$JAVA_HOME/bin/java" -Xmx512m -cp "$conf:${s3_jars//,/:}:$SPARK_HOME/jars/*" \
    org.apache.hadoop.fs.FsShell "$@"
}

store_put() {
  store_shell -mkdir -p "$2"
  store_shell -put "$1" "$2"
}

store_get() {
  store_shell -get "$1" "$2"
}
