// SPDX-License-Identifier: Apache-2.0

/// Invented settlement files that obey the vendor's schemas.
enum SettlementSamples {
    static let three = """
        <?xml version="1.0" encoding="UTF-8"?>
        <SettlementReport xmlns="http://vipps.no/xmlschema/SettlementReport-3.0.xsd">
          <SettlementDetailsInfo>
            <SaleUnitName>Fjellbua Kiosk</SaleUnitName>
            <SerialNumber>718311</SerialNumber>
            <OrganizationName>Fjellbua AS</OrganizationName>
            <OrganizationNumber>923456781</OrganizationNumber>
            <MainAddress>Storgata 1</MainAddress>
            <MainAddressZipCode>0191</MainAddressZipCode>
            <MainAddressCity>Oslo</MainAddressCity>
            <MainAddressCountryCode>NOR</MainAddressCountryCode>
            <PaymentsInfo>
              <ReportDateFrom>2025-03-14</ReportDateFrom>
              <ReportDateTo>2025-03-14</ReportDateTo>
              <SettlementCurrencyCode>NOK</SettlementCurrencyCode>
              <SettlementAccountNum>15038812345</SettlementAccountNum>
              <SettlementInfo>
                <SettlementDate>2025-03-14</SettlementDate>
                <SettlementID>2000417</SettlementID>
                <SettlementCurrencyCode>NOK</SettlementCurrencyCode>
                <SettlementType>Net</SettlementType>
                <TransactionInfo>
                  <TransactionTime>2025-03-14T09:12:45.118+01:00</TransactionTime>
                  <TransactionCaptureAmount>249.00</TransactionCaptureAmount>
                  <TransactionRefundAmount>0.00</TransactionRefundAmount>
                  <TransactionGrossAmount>249.00</TransactionGrossAmount>
                  <TransactionNetAmount>245.26</TransactionNetAmount>
                  <TransactionFeeAmount>3.74</TransactionFeeAmount>
                  <SettlementCurrencyCode>NOK</SettlementCurrencyCode>
                  <TransactionID>48120011934</TransactionID>
                  <OrderID>kiosk-0001</OrderID>
                </TransactionInfo>
                <TransactionInfo>
                  <TransactionTime>2025-03-14T23:59:59.99+01:00</TransactionTime>
                  <TransactionCaptureAmount>0.00</TransactionCaptureAmount>
                  <TransactionRefundAmount>-49.50</TransactionRefundAmount>
                  <TransactionGrossAmount>-49.50</TransactionGrossAmount>
                  <TransactionNetAmount>-49.50</TransactionNetAmount>
                  <TransactionFeeAmount>0.00</TransactionFeeAmount>
                  <SettlementCurrencyCode>NOK</SettlementCurrencyCode>
                  <TransactionID>48120014410</TransactionID>
                  <OrderID/>
                </TransactionInfo>
                <NumOfTransactions>2</NumOfTransactions>
                <CaptureSettlementAmount>249.00</CaptureSettlementAmount>
                <RefundSettlementAmount>-49.50</RefundSettlementAmount>
                <GrossSettlementAmount>199.50</GrossSettlementAmount>
                <NetSettlementAmount>195.76</NetSettlementAmount>
                <FeeSettlementAmount>3.74</FeeSettlementAmount>
                <SettledAmount>195.76</SettledAmount>
              </SettlementInfo>
              <NumOfSettlements>1</NumOfSettlements>
            </PaymentsInfo>
          </SettlementDetailsInfo>
          <VippsInfo>
            <Name>Betaling AS</Name>
            <WebSite>https://betaling.example</WebSite>
            <VisitingAddress>Kaia 1</VisitingAddress>
            <PostBox>1</PostBox>
            <PostAddress>0250 Oslo</PostAddress>
            <Country>Norge</Country>
          </VippsInfo>
        </SettlementReport>

        """

    static let two = """
        <?xml version="1.0" encoding="UTF-8"?>
        <r:SettlementReport xmlns:r="http://vipps.dnb.no/XMLSchema/SettlementReport.xsd">
          <r:SettlementDetailsInfo>
            <r:SaleUnitName>Fjellbua Kiosk</r:SaleUnitName>
            <r:SerialNumber>61234</r:SerialNumber>
            <r:OrganizationName>Fjellbua AS</r:OrganizationName>
            <r:OrganizationNumber>923456781</r:OrganizationNumber>
            <r:MainAddress>Storgata 1</r:MainAddress>
            <r:MainAddressZipCode>0191</r:MainAddressZipCode>
            <r:MainAddressCity>Oslo</r:MainAddressCity>
            <r:MainAddressCountryCode/>
            <r:PaymentsInfo>
              <r:ReportDateFrom>2017-05-01</r:ReportDateFrom>
              <r:ReportDateTo>2017-05-02</r:ReportDateTo>
              <r:SettlementCurrencyCode>NOK</r:SettlementCurrencyCode>
              <r:TotalSettledGrossAmount>90.00</r:TotalSettledGrossAmount>
              <r:TotalSettledNetAmount>88.25</r:TotalSettledNetAmount>
              <r:TotalSettledFeeAmount>1.75</r:TotalSettledFeeAmount>
              <r:TotalSettledRefundAmount>-10.00</r:TotalSettledRefundAmount>
              <r:SettlementAccountNum>15038812345</r:SettlementAccountNum>
              <r:NumOfSettlements>1</r:NumOfSettlements>
              <r:SettlementInfo>
                <r:SettlementBatchDate>2017-05-02</r:SettlementBatchDate>
                <r:SettlementID>2000003</r:SettlementID>
                <r:SettlementCurrencyCode>NOK</r:SettlementCurrencyCode>
                <r:GrossSettlementAmount>90.00</r:GrossSettlementAmount>
                <r:NetSettlementAmount>88.25</r:NetSettlementAmount>
                <r:FeeSettlementAmount>1.75</r:FeeSettlementAmount>
                <r:NumOfTransactions>2</r:NumOfTransactions>
                <r:TransactionInfo>
                  <r:TransactionDate>2017-05-01</r:TransactionDate>
                  <r:TransactionGrossAmount>100.00</r:TransactionGrossAmount>
                  <r:TransactionNetAmount>98.25</r:TransactionNetAmount>
                  <r:TransactionFeeAmount>1.75</r:TransactionFeeAmount>
                  <r:SettlementCurrencyCode>NOK</r:SettlementCurrencyCode>
                  <r:TransactionID>1234567890</r:TransactionID>
                  <r:OrderID></r:OrderID>
                </r:TransactionInfo>
                <r:TransactionInfo>
                  <r:TransactionDate>02.05.2017 08:30</r:TransactionDate>
                  <r:TransactionGrossAmount>-10</r:TransactionGrossAmount>
                  <r:TransactionNetAmount>-10</r:TransactionNetAmount>
                  <r:TransactionFeeAmount>0</r:TransactionFeeAmount>
                  <r:SettlementCurrencyCode>NOK</r:SettlementCurrencyCode>
                  <r:TransactionID>1234567891</r:TransactionID>
                  <r:OrderID>web-7</r:OrderID>
                </r:TransactionInfo>
              </r:SettlementInfo>
            </r:PaymentsInfo>
          </r:SettlementDetailsInfo>
          <r:VippsInfo>
            <r:Name>Betaling AS</r:Name>
            <r:WebSite>betaling.example</r:WebSite>
            <r:VisitingAddress>Kaia 1</r:VisitingAddress>
            <r:PostBox>1</r:PostBox>
            <r:PostAddress>0250 Oslo</r:PostAddress>
            <r:Country>Norge</r:Country>
          </r:VippsInfo>
        </r:SettlementReport>

        """

    static let csv = """
        OrganizationNumber,MerchantName
        923456781,Fjellbua AS
        Name,VisitingAddress,Postbox,Zipno,Place,Country,CompanyNumber
        Betaling AS,Kaia 1,,0250,Oslo,Norway,900000000
        SettlementInfo,SalesUnitName,SaleUnitNumber,SettlementDate,SettlementID,SettlementAccount,Gross,Currency,Fee,Refund,Net,NumberOfTransactions
        SettlementInfo,Fjellbua Kiosk,718311,14.03.2025,2000417,15038812345,1749.00,NOK,-26.24,-49.50,1673.26,3
        FeeInfo,SettlementDate,SaleUnitName,SaleUnitNumber,FeeAccount,Fee,Currency
        TransactionInfo,SalesDate,SaleUnitName,SaleUnitNumber,TransactionId,SettlementId,OrderID,SettlementDate,Gross,Currency,Fee,Refund,Net
        TransactionInfo,13.03.2025,Fjellbua Kiosk,718311,48120011934,2000417,kiosk-0001,14.03.2025,249.00,NOK,-3.74,0.00,245.26
        TransactionInfo,14.03.2025,Fjellbua Kiosk,718311,48120014410,2000417,,14.03.2025,1500.00,NOK,-22.50,0.00,1477.50
        TransactionInfo,14.03.2025,Fjellbua Kiosk,718311,48120014999,2000417,web-118,14.03.2025,0.00,NOK,0.00,-49.50,0.00

        """
}
